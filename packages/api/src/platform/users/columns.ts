import { users } from "@waybill/db/users";

/** The user columns that a context carries. */
export const userColumns = {
  id: users.id,
  name: users.name,
  email: users.email,
  emailVerifiedAt: users.emailVerifiedAt,
  language: users.language,
  operator: users.operator,
};
