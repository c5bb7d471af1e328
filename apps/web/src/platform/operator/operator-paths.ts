const base = "/operator";

/** The paths of the operators' pages. */
export const operatorPaths = {
  queues: `${base}/queues`,
  jobType: (type: string) => `${base}/queues/${type}`,
  activity: `${base}/activity`,
  support: `${base}/support`,
};
