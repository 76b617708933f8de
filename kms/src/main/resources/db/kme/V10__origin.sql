-- Pools of post-quantum blocks beside those of quantum key distribution: bits of different origin never share a pool.
alter table pool add column origin text not null default 'QKD' check (origin in ('QKD', 'PQC'));
alter table pool alter column origin drop default;
alter table pool drop constraint pool_from_kme_to_kme_key;
alter table pool add unique (from_kme, to_kme, origin);

-- A block comes from a link, or from an epoch that both ends agreed.
alter table block
    alter column link drop not null,
    alter column proof drop not null,
    alter column epsilon_total drop not null,
    alter column detector drop not null,
    add column epoch uuid,
    add column suite text,
    add check (num_nulls(link, proof, epsilon_total, detector) = case when epoch is null then 0 else 4 end),
    add check ((epoch is null) = (suite is null));
