-- Gives back suspensions, and the last word about the go-live gate, that the store has forgotten, unless it knows newer ones. The epoch is written last and commits: torn before
-- it, the pods find the store behind, and repeat.
-- KEYS 1 suspensions  2 suspension epoch  3 last word
-- ARGV 1 epoch of which they are  2 word as JSON or empty  3 scope  4 JSON, and so on in pairs
-- Returns 1, or 0 when the store's epoch is not below

if tonumber(redis.call('GET', KEYS[2]) or '0') >= tonumber(ARGV[1]) then
  return 0
end
local given = {}
for i = 3, #ARGV, 2 do
  given[ARGV[i]] = true
  redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1])
end
for _, scope in ipairs(redis.call('HKEYS', KEYS[1])) do
  if not given[scope] then
    redis.call('HDEL', KEYS[1], scope)
  end
end
if ARGV[2] ~= '' then
  redis.call('SET', KEYS[3], ARGV[2])
else
  redis.call('DEL', KEYS[3])
end
redis.call('SET', KEYS[2], ARGV[1])
return 1
