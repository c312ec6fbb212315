package viewtest

import (
	"bytes"
	"mime/multipart"
	"net/textproto"
	"net/url"
	"strings"
)

// Parts is a form in parts as a browser sends it: the values, and for each box of files in
// which none was chosen a part without a file's name.
func Parts(values url.Values, files ...string) (contentType string, body []byte) {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	put := func(disposition, kind, value string) {
		head := textproto.MIMEHeader{"Content-Disposition": {"form-data; " + disposition}}
		if kind != "" {
			head.Set("Content-Type", kind)
		}
		part, err := w.CreatePart(head)
		if err == nil {
			_, err = part.Write([]byte(value))
		}
		if err != nil {
			panic(err) // a buffer takes everything
		}
	}
	quoted := strings.NewReplacer(`\`, `\\`, `"`, `\"`)
	for name, all := range values {
		for _, v := range all {
			put(`name="`+quoted.Replace(name)+`"`, "", v)
		}
	}
	for _, name := range files {
		put(`name="`+quoted.Replace(name)+`"; filename=""`, "application/octet-stream", "")
	}
	if err := w.Close(); err != nil {
		panic(err)
	}
	return w.FormDataContentType(), b.Bytes()
}
