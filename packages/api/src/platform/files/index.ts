import { defineModule } from "../../core/index.ts";
import { cleanUpFiles, nightlyFiles } from "./cleanup.ts";
import { filePermissions } from "./permissions.ts";
import { removeBytes } from "./remove-bytes.ts";
import { filesRouter } from "./router.ts";
import { createFileStore } from "./store.ts";

export { downloadFile, openFile, receiveFile } from "./http.ts";
export { FileService, toUpload } from "./service.ts";
export { storeFile } from "./store-file.ts";

/** Uploaded and generated files. Content goes over HTTP; procedures return metadata. */
export const filesModule = defineModule({
  router: filesRouter,
  resources: [filePermissions],
  jobs: [removeBytes, cleanUpFiles],
  schedules: [nightlyFiles],
  clients: (settings) => ({ files: createFileStore(settings) }),
});
