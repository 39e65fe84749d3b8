-- Reads the suspensions and their epoch, together.
-- KEYS 1 suspensions  2 suspension epoch
-- Returns {epoch, the store's time in ms, scope, JSON, scope, JSON, ...}

local clock = redis.call('TIME')
local found = redis.call('HGETALL', KEYS[1])
table.insert(found, 1, string.format('%.0f', tonumber(clock[1]) * 1000 + math.floor(tonumber(clock[2]) / 1000)))
table.insert(found, 1, redis.call('GET', KEYS[2]) or '0')
return found
