-- What the processes of KMEs said of themselves last.
create table kme_report (
    kme_id   text        not null,
    process  uuid        not null,
    heard_at timestamptz not null,
    document text        not null,
    primary key (kme_id, process)
) with (fillfactor = 50);
