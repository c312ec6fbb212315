package vntext

import "strings"

// onsets and rimes are those of Vietnamese syllables, folded.
var onsets = set(`b c ch d g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x`)
var rimes = set(`a ac ach ai am an ang anh ao ap at au ay
	e ec em en eng enh eo ep et eu ech
	i ia ich iec iem ien ieng iep iet ieu im in inh ip it iu
	o oa oac oach oai oam oan oang oanh oao oap oat oay oc oe oen oeo oet oi om on ong ooc oong op ot
	u ua uan uang uat uau uay uc ue uech uen uenh ui um un ung uo uoc uoi uom uon uong uop uot uou up ut uu
	uy uya uych uyen uyet uyn uynh uyp uyt uyu y yem yen yet yeu`)

func set(words string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(words) {
		m[w] = true
	}
	return m
}

// isSyllable reports whether the folded word, said in tone t, could be Vietnamese.
func isSyllable(folded string, t tone) bool {
	for n := 0; n <= 3 && n < len(folded); n++ {
		rime := folded[n:]
		if (n == 0 || onsets[folded[:n]]) && rimes[rime] {
			return !stops(rime) || t == acute || t == dot
		}
	}
	return false
}

// stops reports whether a rime ends in a consonant that cuts the voice off: such
// syllables know two tones only.
func stops(rime string) bool {
	return strings.HasSuffix(rime, "ch") || strings.ContainsAny(rime[len(rime)-1:], "cpt")
}
