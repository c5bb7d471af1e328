/** What a tenant's id or slug is made of. */
const reference = /^[A-Za-z0-9-]{1,100}$/;

/** A copy of a request's headers that names a tenant, or none. What no tenant can be called names one that is not there. */
export function headersIn(given: Headers, tenant: string | null): Headers {
  const headers = new Headers(given);
  if (tenant === null) headers.delete("x-tenant-id");
  else headers.set("x-tenant-id", reference.test(tenant) ? tenant : "-");
  return headers;
}
