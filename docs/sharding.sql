-- Keys that begin with the person, and no references between a person's tables: the first half of docs/scaling.md's sharding.
DO $$
DECLARE
    owned text[] := ARRAY['logbook_session', 'logbook_entry', 'logbook_loggedset', 'logbook_goal', 'logbook_goalrating',
        'logbook_coach', 'logbook_standing', 'logbook_reminder', 'logbook_summedmonth', 'logbook_summedactivity',
        'logbook_summeddose', 'routines_routine', 'routines_prescription', 'routines_change', 'routines_sharelink'];
    rule record;
BEGIN
    -- References between tables come back with the person in them; those to the catalogue stay.
    FOR rule IN SELECT conrelid::regclass AS of, conname, pg_get_constraintdef(oid) AS words, confrelid::regclass AS other
        FROM pg_constraint WHERE contype = 'f' AND conrelid::regclass::text = ANY (owned)
        AND confrelid::regclass::text = ANY (owned || 'accounts_user'::text) LOOP
        EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', rule.of, rule.conname);
    END LOOP;
    -- Keys begin with the person.
    FOR rule IN SELECT conrelid::regclass AS of, conname, contype, array_agg(attname ORDER BY place) AS names
        FROM pg_constraint, unnest(conkey) WITH ORDINALITY AS key(number, place)
        JOIN pg_attribute ON attnum = number
        WHERE attrelid = conrelid AND contype IN ('p', 'u') AND conrelid::regclass::text = ANY (owned)
        GROUP BY 1, 2, 3 HAVING NOT 'person_id' = ANY (array_agg(attname)) LOOP
        EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I, ADD CONSTRAINT %I %s (person_id, %s)', rule.of, rule.conname,
            rule.conname, CASE rule.contype WHEN 'p' THEN 'PRIMARY KEY' ELSE 'UNIQUE' END, array_to_string(rule.names, ', '));
        IF rule.contype = 'p' THEN  -- for what still asks by the key alone
            EXECUTE format('CREATE INDEX ON %s (id)', rule.of);
        END IF;
    END LOOP;
END $$;
