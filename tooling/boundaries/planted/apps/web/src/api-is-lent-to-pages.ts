import "@waybill/api";
