package page

import (
	"testing"

	"gongkai/follow/reading"
	"gongkai/paper/plain"
)

// What is said of a file that could not be read is said in English too.
func TestNotesOnFilesHaveEnglish(t *testing.T) {
	for _, note := range append([]plain.Note{reading.Lost, reading.Fatal}, plain.Notes...) {
		if english[string(note)] == "" {
			t.Errorf("no English for %q", note)
		}
	}
}
