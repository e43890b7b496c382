package org.rehome.directory.api;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.io.InputStream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.rehome.directory.DirectoryConfig;
import org.rehome.directory.store.UserImport;
import org.rehome.directory.user.UserFile;
import org.rehome.rest.CsvBody;

/// The import of users from CSV.
@Path("/users/import")
@Tag(name = "users")
@RunOnVirtualThread
public final class UserImportResource {
    private static final String EXAMPLE = "jid,pool\nalice@example.test,legacy\nbob@example.test,legacy\n";

    private final UserImport imports;
    private final long limit;

    UserImportResource(UserImport imports, DirectoryConfig config) {
        this.imports = imports;
        this.limit = config.directory().importLimit();
    }

    /// What an import has done.
    @Schema(name = "Imported")
    public record View(
            @Schema(description = "users created, or whose policy has changed", examples = "2")
            int imported,

            @Schema(description = "users who were as the file says already", examples = "0")
            int unchanged) {}

    @POST
    @Consumes("text/csv")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Import users from CSV, all of them or none",
            description =
                    "Header jid,pool or jid,pool,policy; UTF-8, quoting by RFC 4180. A 400 lists every bad line (the"
                            + " first 1000). Importing the same file again changes nothing; without the column policy, policies"
                            + " stay as they are.")
    public View importUsers(
            @RequestBody(
                            content =
                                    @Content(
                                            mediaType = "text/csv",
                                            schema = @Schema(type = SchemaType.STRING),
                                            examples = @ExampleObject(name = "two users", value = EXAMPLE)))
                    InputStream body) {
        return switch (imports.run(CsvBody.read(body, limit, UserFile::read))) {
            case UserImport.Result.Imported(var imported, var unchanged) -> new View(imported, unchanged);
            case UserImport.Result.Refused(var flaws) -> throw CsvBody.refused(flaws);
        };
    }
}
