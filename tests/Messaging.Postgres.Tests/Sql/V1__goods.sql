CREATE TABLE goods (name text NOT NULL);
INSERT INTO goods VALUES ('pulp');
