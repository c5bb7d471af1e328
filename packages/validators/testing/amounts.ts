// cspell:ignore eine zwei drei sieben zehn sekunden minuten stunden tage wochen monate zeichen

const numeral = "(?:\\d|\\b(?:one|two|three|five|seven|ten|eine[rm]?|zwei|drei|fünf|sieben|zehn)\\b)";
const unit =
  "(?:seconds?|minutes?|hours?|days?|weeks?|months?|characters?|sekunden?|minuten?|stunden?|tage?n?|wochen?|monate?n?|zeichen)";

/** An amount of time or characters in a text: the text is wrong as soon as the setting or constant differs. */
export const writtenAmount = new RegExp(`${numeral}[ \\u00a0]${unit}\\b`, "i");
