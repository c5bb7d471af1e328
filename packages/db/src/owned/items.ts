import { type DatabaseObject, type OwnedByModule, selectAndInsert, withOwnersRights } from "../database-objects.ts";

/** The columns that only the ledger writes. */
const balances: readonly string[] = ["on_hand", "reserved", "movements"];

/**
 * Keeps an item's balances equal to the sum of its movements: the application may only add movements, an item starts with
 * nothing, and only the trigger, with the owner's rights, writes the balances. Its update locks the item, so that movements
 * of one item run one after the other. Check constraints of the item (nothing below zero, no more reserved than on hand)
 * refuse a movement.
 */
const stockLedger: readonly DatabaseObject[] = [
  {
    name: "move_stock",
    table: null,
    sql: `
  create or replace function move_stock() returns trigger ${withOwnersRights} as $$
  declare reserves constant boolean := new.kind in ('reserve', 'release');
  begin
    update items set
      on_hand = on_hand + case when reserves then 0 else new.quantity end,
      reserved = items.reserved + case when reserves then new.quantity else 0 end,
      movements = movements + 1
    where tenant_id = new.tenant_id and id = new.item_id
    returning on_hand, items.reserved, movements into new.on_hand, new.reserved, new.position;
    if not found then
      raise foreign_key_violation using message = 'There is no such item.', constraint = 'stock_movements_item_fkey';
    end if;
    return new;
  end $$`,
  },
  {
    name: "refuse_balances",
    table: null,
    sql: `
  create or replace function refuse_balances() returns trigger language plpgsql set search_path = pg_catalog as $$
  begin
    raise insufficient_privilege using message = 'An item begins without stock; add movements to it.';
  end $$`,
  },
  {
    name: "stock_moved",
    table: "stock_movements",
    sql: `create or replace trigger stock_moved before insert on stock_movements
    for each row execute function move_stock()`,
  },
  {
    name: "item_begins_empty",
    table: "items",
    sql: `create or replace trigger item_begins_empty before insert on items for each row
    when (${balances.map((column) => `new.${column} <> 0`).join(" or ")}) execute function refuse_balances()`,
  },
];

export const owned: OwnedByModule = {
  derivedColumns: { items: balances },
  objects: stockLedger,
  rights: {
    stock_movements: selectAndInsert,
    items: {
      may: ["select", "insert", "delete"],
      updates: (columns) => columns.filter((column) => !balances.includes(column)),
    },
  },
};
