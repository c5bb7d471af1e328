import { defineModule } from "../../core/index.ts";
import { filePermissions } from "./permissions.ts";
import { createFileStore } from "./store.ts";

export { openFile, receiveFile } from "./http.ts";
export { FileService, fileKey, toUpload } from "./service.ts";

/** Files that people give and jobs make. They travel over HTTP, so there are no procedures. */
export const filesModule = defineModule({
  router: {},
  resources: [filePermissions],
  clients: (settings) => ({ files: createFileStore(settings) }),
});
