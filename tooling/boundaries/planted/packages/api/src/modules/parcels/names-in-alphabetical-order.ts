db.select().from(tags).orderBy(asc(tags.name));
