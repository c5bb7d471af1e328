// The parts of the dashboard in one file, so that a browser loads them together.

export { LatestParcels } from "./latest-parcels.tsx";
export { NewParcel } from "./new-parcel.tsx";
export { ParcelCarriers } from "./parcel-carriers.tsx";
export { ParcelCounts } from "./parcel-counts.tsx";
export { ParcelDays } from "./parcel-days.tsx";
export { ParcelTimes } from "./parcel-times.tsx";
export { TagFilter } from "./tag-filter.tsx";
