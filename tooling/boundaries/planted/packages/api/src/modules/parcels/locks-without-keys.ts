db.select().from(parcels).for("update");
