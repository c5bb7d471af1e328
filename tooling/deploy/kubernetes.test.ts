import { execFileSync } from "node:child_process";
import { globSync } from "node:fs";
import { join } from "node:path";
import { ScaledObject } from "@kubernetes-models/keda/keda.sh/v1alpha1";
import { settingFacts } from "@waybill/config";
import { Deployment } from "kubernetes-models/apps/v1";
import { HorizontalPodAutoscaler } from "kubernetes-models/autoscaling/v2";
import { Job } from "kubernetes-models/batch/v1";
import { Ingress, NetworkPolicy } from "kubernetes-models/networking.k8s.io/v1";
import { PodDisruptionBudget } from "kubernetes-models/policy/v1";
import { ConfigMap, Namespace, Service, ServiceAccount } from "kubernetes-models/v1";
import { describe, expect, test } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { z } from "zod";
import { root } from "../cli/processes.ts";
import { imageCommands, textOf, watched } from "./manifests.ts";

const models = [
  ...[ConfigMap, Deployment, HorizontalPodAutoscaler, Ingress, Job, Namespace, NetworkPolicy],
  ...[PodDisruptionBudget, ScaledObject, Service, ServiceAccount],
];

const folder = "deploy/kubernetes";
const header = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({ name: z.string() }),
});
const files = globSync(`${folder}/*/*.yaml`, { cwd: root }).filter((file) => !file.endsWith("kustomization.yaml"));
const objects = files.flatMap((file) =>
  parseAllDocuments(textOf(file)).map((document) => ({ file, object: header.parse(document.toJS()) })),
);

/** The violations of an object's schema: wrong types, and names that the schema does not have. */
function faultsOf(object: z.output<typeof header>): string[] {
  const model = models.find(({ apiVersion, kind }) => apiVersion === object.apiVersion && kind === object.kind);
  if (!model) return [`no schema for ${object.apiVersion} ${object.kind}`];
  const { value, unread } = watched(object);
  try {
    // Calls the model's validation on the object itself: an instance of the model would be a copy.
    model.prototype.validate.call(value);
  } catch (error) {
    return [String(error)];
  }
  return unread().map((path) => `unknown: ${path}`);
}

const container = z.looseObject({
  args: z.array(z.string()).length(1),
  image: z.literal("waybill"),
  env: z.array(z.object({ name: z.string(), value: z.string() })).default([]),
  securityContext: z.object({
    allowPrivilegeEscalation: z.literal(false),
    readOnlyRootFilesystem: z.literal(true),
    capabilities: z.object({ drop: z.tuple([z.literal("ALL")]) }),
  }),
  volumeMounts: z.array(z.looseObject({ name: z.string(), mountPath: z.string() })),
});
const workload = z.looseObject({
  spec: z.looseObject({
    template: z.looseObject({
      spec: z.looseObject({
        automountServiceAccountToken: z.literal(false),
        securityContext: z.looseObject({ runAsNonRoot: z.literal(true), runAsUser: z.literal(65532) }),
        containers: z.tuple([container]),
        volumes: z.array(z.looseObject({ name: z.string() })),
      }),
    }),
  }),
});
const workloads = objects
  .filter(({ object }) => ["Deployment", "Job"].includes(object.kind))
  .map(({ object }) => workload.parse(object).spec.template.spec);

describe("the objects for Kubernetes", () => {
  test.each(objects.map(({ file, object }) => [`${object.kind} ${object.metadata.name}`, file, object] as const))(
    "%s in %s matches its schema",
    (_name, _file, object) => {
      expect(faultsOf(object)).toEqual([]);
    },
  );

  test("wrong types and unknown names are found", () => {
    const [web] = objects.filter(
      ({ object }) => object.metadata.name === "waybill-web" && object.kind === "Deployment",
    );
    const text = JSON.stringify(web?.object);
    expect(
      faultsOf(header.parse(JSON.parse(text.replace('"containerPort":3000', '"containerPort":"http"'))))[0],
    ).toMatch(/integer|number/);
    expect(faultsOf(header.parse(JSON.parse(text.replace('"readinessProbe"', '"readynessProbe"'))))).toContain(
      "unknown: /spec/template/spec/containers/0/readynessProbe",
    );
  });

  test("every file belongs to a kustomization, and every named file exists", () => {
    for (const layer of ["base", "example"]) {
      const { resources } = z
        .looseObject({ resources: z.array(z.string()) })
        .parse(parse(textOf(`${folder}/${layer}/kustomization.yaml`)));
      const there = files
        .filter((file) => file.startsWith(`${folder}/${layer}/`))
        .map((file) => file.split("/").at(-1));
      expect(resources.filter((name) => name.endsWith(".yaml")).sort()).toEqual(there.sort());
    }
  });

  test("each workload runs a command of the image, unprivileged, with a read-only root", () => {
    expect(workloads.map(({ containers: [{ args }] }) => args[0]).sort()).toEqual(["migrate", "web", "worker"]);
    for (const { containers, volumes } of workloads) {
      const [{ args, volumeMounts }] = containers;
      expect(imageCommands()).toContain(args[0]);
      expect(volumeMounts.map(({ name }) => name).sort()).toEqual(volumes.map(({ name }) => name).sort());
    }
  });

  test("only settings are set, and secrets are mounted files", () => {
    const known = settingFacts();
    const given = objects.flatMap(({ object }) =>
      object.kind === "ConfigMap" ? Object.entries(z.record(z.string(), z.string()).parse(object.data)) : [],
    );
    const own = workloads.flatMap(({ containers: [{ env }] }) =>
      env.map(({ name, value }): [string, string] => [name, value]),
    );
    const paths = workloads.flatMap(({ containers: [{ volumeMounts }] }) =>
      volumeMounts.map(({ mountPath }) => mountPath),
    );
    for (const [name, value] of [...given, ...own].filter(([name]) => name !== "NODE_OPTIONS")) {
      const setting = known.find((one) => one.name === name.replace(/_FILE$/, ""));
      expect(setting, name).toBeDefined();
      expect(name.endsWith("_FILE"), name).toBe(setting?.secret);
      if (setting?.secret)
        expect(
          paths.some((path) => value.startsWith(`${path}/`)),
          name,
        ).toBe(true);
    }
  });

  test("kustomize builds the example, if it is installed", () => {
    let built: string;
    try {
      built = execFileSync("kubectl", ["kustomize", join(root, folder, "example")], { encoding: "utf8" });
    } catch (error) {
      // Without the tool there is nothing to be seen; any other failure is one.
      expect(error).toMatchObject({ code: "ENOENT" });
      return;
    }
    const made = parseAllDocuments(built).map((document) => header.parse(document.toJS()));
    expect(made.length).toBe(objects.length);
    expect(made.flatMap((object) => faultsOf(object))).toEqual([]);
    expect(built).toContain("image: registry.example.com/waybill:");
  });
});
