"""Other directories' data in, kept honest: fetched politely, read whatever the shape, mended row by row, never
destructive.

`fetch` brings bytes, `pages`, `files` and `package` make records of them, `older` lifts earlier versions of the
standard to HSDS 3, `shape` cleans one record, `service` and its neighbours make a listing of it, `write` puts many
listings into the database at once, and `reading` holds it all together.
"""
