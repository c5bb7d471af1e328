import type { Readable } from "node:stream";
import { S3Client, type S3ClientConfig } from "@aws-sdk/client-s3";
import { Upload } from "@aws-sdk/lib-storage";
import type { Settings } from "@waybill/config";
import { Disk } from "flydrive";
import { S3Driver } from "flydrive/drivers/s3";
import { type FileStore, linkSeconds, requireContent, storeOn } from "./disk-store.ts";

/** The memory per upload: one part. The minimum that S3 accepts for all but the last part. */
const partBytes = 5 * 1024 * 1024;

/**
 * Flydrive uploads a stream in one request, for which S3 needs the size in advance. This uploads in parts. A broken
 * stream leaves nothing behind.
 */
class PartsDriver extends S3Driver {
  readonly #bucket: { client: S3Client; Bucket: string };

  constructor(client: S3Client, bucket: string) {
    // The bucket's own policy decides who reads it; many have no access lists per object.
    super({ client, bucket, visibility: "private", supportsACL: false });
    this.#bucket = { client, Bucket: bucket };
  }

  override async putStream(key: string, contents: Readable): Promise<void> {
    const { client, Bucket } = this.#bucket;
    const params = { Bucket, Key: key, Body: contents };
    try {
      await new Upload({ client, params, partSize: partBytes, queueSize: 1, leavePartsOnError: false }).done();
    } finally {
      contents.destroy();
    }
  }
}

/** The client of an endpoint. @param endpoint AWS if omitted */
function clientOf(settings: Settings, endpoint: string | undefined): S3Client {
  const { S3_ACCESS_KEY_ID: accessKeyId, S3_SECRET_ACCESS_KEY: secretAccessKey } = settings;
  const config: S3ClientConfig = {
    region: settings.S3_REGION,
    forcePathStyle: settings.S3_PATH_STYLE ?? endpoint !== undefined,
    // Servers other than AWS do not support trailing checksums.
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
    requestHandler: { connectionTimeout: 5_000, socketTimeout: 120_000, httpAgent: agent, httpsAgent: agent },
    ...(endpoint ? { endpoint } : {}),
    ...(accessKeyId && secretAccessKey ? { credentials: { accessKeyId, secretAccessKey } } : {}),
  };
  return new S3Client(config);
}

/** The maximum number of concurrent requests; each upload and download is one. */
const agent = { keepAlive: true, maxSockets: 256 };

/** The store in `S3_BUCKET`, with download URLs unless `S3_DOWNLOADS` makes Waybill stream them. */
export function createS3Store(settings: Settings): FileStore {
  const bucket = settings.S3_BUCKET ?? "";
  const disk = new Disk(new PartsDriver(clientOf(settings, settings.S3_ENDPOINT), bucket));
  if (settings.S3_DOWNLOADS === "stream") return storeOn(disk);
  const reached = new Disk(
    new PartsDriver(clientOf(settings, settings.S3_PUBLIC_ENDPOINT ?? settings.S3_ENDPOINT), bucket),
  );
  return storeOn(disk, async (key, presentation) => {
    await requireContent(disk, key);
    // Browsers must not cache files of an organisation on disk.
    const kept = { ResponseCacheControl: "private, no-store" };
    return reached.getSignedUrl(key, { ...presentation, ...kept, expiresIn: linkSeconds });
  });
}
