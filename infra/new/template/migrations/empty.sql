-- Up Migration

-- What concerns the read model goes through `in_each_read_model('… rm_n.…')`, followed by
-- select show_read_model(version) from read_models where state = 'live';

-- Down Migration

