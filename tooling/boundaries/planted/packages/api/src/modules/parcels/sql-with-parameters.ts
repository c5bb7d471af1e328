sql.raw(`select * from parcels where reference = '${reference}'`);
