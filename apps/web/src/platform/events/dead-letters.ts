/** The input of the query of dead letters. */
export const deadLetterInput = { limit: 50, handlers: true, states: ["failed" as const] };
