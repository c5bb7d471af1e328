import "drizzle-orm";
