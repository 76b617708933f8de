-- One row says all that is known of a link, the newest reading of each end too: in a binary form, written and read often.
drop table latest_reading;

alter table link_health
    alter column document type bytea using convert_to(document, 'UTF8'),
    add column stamp    bigint not null default 0,
    add column moved_in xid8   not null default pg_current_xact_id();
alter table link_health alter column stamp drop default;
-- Rows of a few kilobytes are as short as they get: to compress them, or to keep them elsewhere, costs more than it saves.
alter table link_health set (toast_tuple_target = 8160);
comment on column link_health.stamp is 'Random with every write: whoever remembers it remembers the row as it is.';
comment on column link_health.moved_in is 'The transaction that wrote the row: who has seen others before has not seen this.';
