-- The two predefined roles, with the policies and permissions the documents give them.
INSERT INTO `roles` (`id`, `slug`, `name`, `policies`, `permissions`, `created_at`, `updated_at`) VALUES
('admin', 'predefined_super_admin', 'Super Admin', '[{"action":"manage","subject":"all","conditions":{}}]', '["admin"]', unixepoch() * 1000, unixepoch() * 1000),
('user', 'predefined_end_user', 'End user', '[{"action":"read","subject":"dashboard","conditions":{}},{"action":"create","subject":"ingestion","conditions":{}},{"action":"manage","subject":"ingestion","conditions":{"userId":"${user.id}"}},{"action":"manage","subject":"archive","conditions":{"ingestionSource.userId":"${user.id}"}}]', '["user"]', unixepoch() * 1000, unixepoch() * 1000);
