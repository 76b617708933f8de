-- The signed map: each version is of one version of the network. Versions are only ever added; of two processes that sign a
-- version of the same number, the second meets the first's, and nobody ever sees two.
create table network_map (
    version   bigint primary key check (version > 0),
    network   bigint not null references network_version (number),
    step      text not null,
    signature text not null
);

create trigger network_map_stays before update or delete or truncate on network_map
    for each statement execute function network_version_stays();
