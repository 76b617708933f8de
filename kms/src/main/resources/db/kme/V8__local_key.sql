-- A key of grade LOCAL was made by no link: nothing is proved of it.
alter table assigned_key
    alter column links drop not null,
    alter column proof drop not null,
    alter column epsilon_total drop not null,
    alter column detector drop not null,
    alter column transport drop not null,
    add check (num_nulls(links, proof, epsilon_total, detector, transport)
        = case grade when 'LOCAL' then 5 else 0 end);
