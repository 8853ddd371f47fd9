package notice

// NewsOf is the message about an entry, for tests of what it carries.
var NewsOf = newsOf
