/** The texts that all mails share. */
export const en = {
  hello: "Hello {name},",
  helloUnknown: "Hello,",
  unexpected: "If you did not expect this email, you can ignore it.",
} as const;
