import "@waybill/db";
