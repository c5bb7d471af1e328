CREATE TABLE "known_devices" (
	"user_id" uuid NOT NULL,
	"hash" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"last_used_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	CONSTRAINT "known_devices_user_id_hash_pk" PRIMARY KEY("user_id","hash")
);
--> statement-breakpoint
ALTER TABLE "throttles" ADD COLUMN "level" double precision DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "throttles" ADD COLUMN "blocked_until" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "throttles" ADD COLUMN "counted_at" timestamp with time zone DEFAULT now() NOT NULL;--> statement-breakpoint
ALTER TABLE "throttles" ADD COLUMN "attempt_id" uuid;--> statement-breakpoint
ALTER TABLE "known_devices" ADD CONSTRAINT "known_devices_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "throttles" DROP COLUMN "count";--> statement-breakpoint
ALTER TABLE "throttles" DROP COLUMN "resets_at";--> statement-breakpoint
-- by hand
-- What was counted before stands under keys that nobody asks for any more.
DELETE FROM "throttles";--> statement-breakpoint
-- Whoever made an account with an address that nobody has confirmed may be anybody: their password is worth nothing.
UPDATE "users" SET "password_hash" = NULL WHERE "email_verified_at" IS NULL;
