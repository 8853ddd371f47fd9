package store

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
