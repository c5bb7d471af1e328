CREATE TABLE "former_words" (
	"tenant_id" uuid DEFAULT nullif(current_setting('app.tenant_id', true), '')::uuid NOT NULL,
	"kind" text NOT NULL,
	"thing_id" uuid NOT NULL,
	"word" text collate "C" NOT NULL,
	CONSTRAINT "former_words_pkey" PRIMARY KEY("tenant_id","kind","thing_id","word")
);
--> statement-breakpoint
ALTER TABLE "former_words" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "former_words" ADD CONSTRAINT "former_words_tenant_fkey" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE POLICY "former_words_tenant" ON "former_words" AS PERMISSIVE FOR ALL TO public USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid) WITH CHECK (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);--> statement-breakpoint
-- The words that earlier changes left behind. In a new database there are no functions and no words yet.
DO $$ BEGIN
  IF to_regprocedure('search_start(text)') IS NULL THEN RETURN; END IF;
  INSERT INTO former_words (tenant_id, kind, thing_id, word)
  SELECT search_words.tenant_id, search_words.kind, thing_id, word FROM search_words
  JOIN (
    SELECT tenant_id, 'place' AS kind, id, string_to_array(
      search_text(concat_ws(' ', code, name, city, postcode, replace(postcode, ' ', ''))) || concat('', search_start(code), search_start(name)), ' ') AS words
    FROM places
    UNION ALL
    SELECT tenant_id, 'item', id, string_to_array(search_text(concat_ws(' ', sku, name)) || concat('', search_start(sku), search_start(name)), ' ') FROM items
  ) AS rows ON rows.tenant_id = search_words.tenant_id AND rows.kind = search_words.kind AND rows.id = thing_id
  WHERE NOT EXISTS (SELECT FROM unnest(words) AS one (word) WHERE left(one.word, 64) = search_words.word)
  ON CONFLICT DO NOTHING;
  DELETE FROM search_words WHERE kind = 'place' AND NOT EXISTS (SELECT FROM places WHERE places.tenant_id = search_words.tenant_id AND places.id = thing_id);
  DELETE FROM search_words WHERE kind = 'item' AND NOT EXISTS (SELECT FROM items WHERE items.tenant_id = search_words.tenant_id AND items.id = thing_id);
END $$;
