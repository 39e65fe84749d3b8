-- Reads the suspensions and their epoch, together.
-- KEYS 1 suspensions  2 suspension epoch
-- Returns {epoch, scope, JSON, scope, JSON, ...}

local found = redis.call('HGETALL', KEYS[1])
table.insert(found, 1, redis.call('GET', KEYS[2]) or '0')
return found
