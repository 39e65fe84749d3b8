-- Gives the lease up, if this holder has it.
-- KEYS 1 lease
-- ARGV 1 holder
-- Returns 1 when it held it

local held = redis.call('GET', KEYS[1])
if held and string.match(held, '^%d+ (.*)$') == ARGV[1] then
  return redis.call('DEL', KEYS[1])
end
return 0
