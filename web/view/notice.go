package view

// Tone is how a notice or badge feels; it picks colour and icon, the words say the rest.
type Tone string

// The tones.
const (
	Plain Tone = "plain"
	Good  Tone = "good"
	Care  Tone = "care"
	Bad   Tone = "bad"
)

// Notice is a sentence or two in a box.
type Notice struct {
	Tone  Tone
	Title string
	Text  string
}

func (t Tone) icon() string {
	switch t {
	case Good:
		return "check"
	case Care, Bad:
		return "alert"
	}
	return "info"
}

func (t Tone) role() string {
	if t == Bad {
		return "alert"
	}
	return "status"
}
