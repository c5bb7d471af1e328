/** Who did something, and for whom. */
export function doerOf({ userName, bySystem }: { userName: string | null; bySystem: boolean }): string {
  if (!bySystem) return userName ?? "Somebody";
  return userName ? `The system, for ${userName}` : "The system";
}
