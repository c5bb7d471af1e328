/** The texts of operator. */
export const en = {
  title: "Operator",
  fields: {
    by: "By",
    kind: "Kind of job",
    since: "Since",
    until: "Until",
    count: "Count",
    position: "Position",
    total: "Total",
    current: "Current",
    former: "Former",
    lost: "Lost",
  },
} as const;
