-- The second secret of a block of quantum key: derived from an epoch when the block is offered, wrapped as its payload
-- is, and erased with it. What it came from stays known.
alter table block
    add column hybrid_epoch uuid,
    add column hybrid_suite text,
    add column second_key uuid,
    add column second bytea,
    add check ((hybrid_epoch is null) = (hybrid_suite is null)),
    add check (hybrid_epoch is null or epoch is null),
    add check ((second is null) = (second_key is null)),
    add check ((second is null) = (hybrid_epoch is null or payload is null));
