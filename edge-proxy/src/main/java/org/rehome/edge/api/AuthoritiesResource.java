package org.rehome.edge.api;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.rehome.contracts.address.Domain;
import org.rehome.edge.Edge;
import org.rehome.edge.store.Authority;
import org.rehome.edge.store.Pem;
import org.rehome.rest.Page;
import org.rehome.rest.Problem;

/// The certificate authorities whose certificates prove a partner's domain.
@Path("/authorities")
@Tag(name = "authorities", description = "The certificate authorities that are trusted")
public class AuthoritiesResource {
    private static final String DEVELOPMENT = "development";
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

    private final Edge edge;

    AuthoritiesResource(Edge edge) {
        this.edge = edge;
    }

    @PUT
    @Path("/{name}")
    @Consumes(CertificatesResource.PEM)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Trust these authorities, from the next handshake on",
            description = "With domain, once or more, for these domains alone: nothing else that they issue counts.")
    public AuthorityView put(
            @PathParam("name") String name, @QueryParam("domain") @Nullable List<String> domains, byte[] pem) {
        check(name);
        try {
            Set<Domain> alone = domains == null
                    ? Set.of()
                    : domains.stream().map(Domain::parse).collect(Collectors.toSet());
            Authority authority = new Authority(Pem.certificates(pem), alone);
            edge.authorities().put(name, authority);
            return AuthorityView.of(name, authority);
        } catch (Pem.Unreadable e) {
            throw Problem.badRequest("certificate", String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw CertificatesResource.notKept(e);
        }
    }

    private static void check(String name) {
        if (name.equals(DEVELOPMENT)) {
            throw Problem.badRequest("name", "\"development\" is our own authority; choose another name");
        }
        if (!NAME.matcher(name).matches()) {
            throw Problem.badRequest("name", "\"" + name + "\" is not 1 to 63 lower-case letters, digits and hyphens");
        }
    }

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "The authorities that were added")
    public Page<AuthorityView> all(
            @QueryParam("after") @Nullable String after, @QueryParam("limit") @Nullable Integer limit) {
        List<AuthorityView> views = edge.authorities().configured().entrySet().stream()
                .map(each -> AuthorityView.of(each.getKey(), each.getValue()))
                .toList();
        return Pages.of(views, AuthorityView::name, after, limit);
    }

    @GET
    @Path("/{name}")
    @Produces(CertificatesResource.PEM)
    @Operation(
            summary = "The certificates of an authority as PEM",
            description = "The name development is that of our own authority for development certificates.")
    public String one(@PathParam("name") String name) {
        if (name.equals(DEVELOPMENT)) {
            return development();
        }
        return Pem.write(edge.authorities()
                .find(name)
                .orElseThrow(() -> Problem.notFound("authority \"" + name + "\""))
                .certificates());
    }

    private String development() {
        try {
            return Pem.write(List.of(edge.development()
                    .certificate()
                    .orElseThrow(() -> Problem.notFound(
                            "development authority yet: POST /certificates/{domain}/development makes it"))));
        } catch (IOException e) {
            throw CertificatesResource.notKept(e);
        }
    }

    @DELETE
    @Path("/{name}")
    @Operation(summary = "Trust these authorities no longer, from the next handshake on")
    public void delete(@PathParam("name") String name) {
        check(name);
        try {
            if (!edge.authorities().remove(name)) {
                throw Problem.notFound("authority \"" + name + "\"");
            }
        } catch (IOException e) {
            throw CertificatesResource.notKept(e);
        }
    }
}
