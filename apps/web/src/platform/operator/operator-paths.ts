const base = "/operator";

/** The paths of the operators' pages. */
export const operatorPaths = {
  queues: `${base}/queues`,
  kind: (kind: string) => `${base}/queues/${kind}`,
  activity: `${base}/activity`,
  support: `${base}/support`,
};
