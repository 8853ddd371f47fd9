package store

import "context"

// WriterLock is the lock an act on PostgreSQL holds.
const WriterLock int64 = writerLock

// Setting is what PostgreSQL says of a setting inside the act.
func Setting(ctx context.Context, tx *Tx, name string) (value string, err error) {
	err = tx.one(ctx, "select current_setting($1)", []any{name}, &value)
	return value, err
}

// PreparedTexts is the SQL the store has run on its reading pool.
func PreparedTexts(s *Store) []string {
	s.cache.mu.RLock()
	defer s.cache.mu.RUnlock()
	var texts []string
	for text := range s.cache.set[s.db] {
		texts = append(texts, text)
	}
	return texts
}

// WithoutPassword is the address as given to the database's own tools.
func WithoutPassword(address string) (string, error) {
	return postgresEngine{address: address}.withoutPassword()
}
