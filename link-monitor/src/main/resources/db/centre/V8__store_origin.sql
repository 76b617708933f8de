-- Between the same KMEs there is a pool of each origin. All that was known before is of quantum key distribution.
alter table key_store
    add column origin text not null default 'QKD',
    drop constraint key_store_pkey,
    add primary key (from_kme, to_kme, origin);
alter table key_store alter column origin drop default;

alter table key_store_minute
    add column origin text not null default 'QKD',
    drop constraint key_store_minute_pkey,
    add primary key (from_kme, to_kme, origin, minute);
alter table key_store_minute alter column origin drop default;
