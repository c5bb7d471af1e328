/** The texts of jobs. */
export const en = {
  title: "Jobs",
  fields: {
    cron: "Schedule",
  },
  words: {
    entities: {
      job: "job",
      schedule: "schedule",
    },
    actions: {
      schedule: "Change schedules",
    },
  },
} as const;
