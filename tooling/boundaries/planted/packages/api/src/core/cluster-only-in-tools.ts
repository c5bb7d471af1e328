export { startCluster } from "@waybill/cluster";
