"use client";

import { FailedJobs } from "./failed-jobs.tsx";
import { OperatorFrame } from "./operator-frame.tsx";
import { QueueActions } from "./queue-actions.tsx";
import { JobTypes } from "./queue-job-types.tsx";
import { Schedules } from "./queue-schedules.tsx";
import { NoWorker, Workers } from "./queue-workers.tsx";

/** The queues of the installation: states and counts, without the content of jobs. */
export function QueuesPage() {
  return (
    <OperatorFrame>
      <NoWorker />
      <QueueActions />
      <FailedJobs />
      <JobTypes />
      <div className="grid grid-cols-1 items-start gap-4 lg:grid-cols-2">
        <Schedules />
        <Workers />
      </div>
    </OperatorFrame>
  );
}
