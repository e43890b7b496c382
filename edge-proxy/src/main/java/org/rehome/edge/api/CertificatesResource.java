package org.rehome.edge.api;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.net.URI;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.rehome.contracts.address.Domain;
import org.rehome.edge.Edge;
import org.rehome.edge.certificate.CertificateName;
import org.rehome.edge.certificate.Credential;
import org.rehome.edge.certificate.CredentialCheck;
import org.rehome.edge.certificate.Flaw;
import org.rehome.edge.certificate.KeyKind;
import org.rehome.edge.store.CertificateStore;
import org.rehome.edge.store.Pem;
import org.rehome.rest.Page;
import org.rehome.rest.Problem;

/// Our certificates. A new one serves the next handshake; open streams live on.
@Path("/certificates")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "certificates", description = "The certificates that partners see")
public class CertificatesResource {
    static final String PEM = "application/x-pem-file";
    static final String PKCS12 = "application/x-pkcs12";
    private static final int MAX_FURTHER_NAMES = 100;
    private static final Logger LOG = Logger.getLogger(CertificatesResource.class);

    private final Edge edge;

    CertificatesResource(Edge edge) {
        this.edge = edge;
    }

    @PUT
    @Path("/{domain}")
    @Consumes(PEM)
    @Operation(
            summary = "Import chain and key as PEM",
            description = "The domain's certificate first, each followed by its issuer, and the key, not encrypted."
                    + " The key is left out where it was made here: by POST /certificates/{domain}/request, or for the"
                    + " certificate in use.")
    public CertificateView importPem(@PathParam("domain") String domain, byte[] pem) {
        Domain local = Domain.parse(domain);
        try {
            Pem.Chain chain = Pem.chain(pem);
            PrivateKey key = chain.key();
            return activate(
                    local,
                    key == null ? withOurKey(local, chain.certificates()) : new Credential(chain.certificates(), key));
        } catch (Pem.Unreadable e) {
            throw Problem.badRequest("certificate", String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw notKept(e);
        }
    }

    private Credential withOurKey(Domain domain, List<X509Certificate> chain) throws IOException {
        return edge.requests()
                .complete(domain, chain)
                .or(() -> Optional.ofNullable(edge.certificates().all().get(domain))
                        .map(inUse -> new Credential(chain, inUse.key()))
                        .filter(CredentialCheck::hasItsKey))
                .orElseThrow(() -> Problem.badRequest(
                        "certificate",
                        "there is no private key in it, and no key that is kept here for " + domain + " belongs to it;"
                                + " have it issued for the request that GET /certificates/" + domain
                                + "/request shows, or send its key too"));
    }

    @POST
    @Path("/{domain}/request")
    @Produces(PEM)
    @Operation(
            summary = "Make a key and a request for a certificate",
            description = "The request (PKCS#10, as PEM) is for a certificate authority. It asks for dNSName, SRVName"
                    + " and xmppAddr of each name. The key stays in the data folder; PUT /certificates/{domain} with the"
                    + " chain alone completes it.")
    @APIResponse(
            responseCode = "201",
            description = "The request",
            content = @Content(mediaType = PEM, schema = @Schema(implementation = String.class)))
    @APIResponse(responseCode = "409", description = "A request waits for its certificate already")
    public Response request(
            @PathParam("domain") String domain,
            @Parameter(description = "a further name; a wildcard too", example = "conference.example.test")
                    @QueryParam("name")
                    List<String> further,
            @Parameter(description = "the kind of key: EC (P-256) or RSA (3072 bits)", example = "EC")
                    @QueryParam("key")
                    @Nullable
                    String key,
            @Parameter(description = "give up a request that waits, and its key", example = "false")
                    @QueryParam("replace")
                    boolean replace) {
        Domain local = Domain.parse(domain);
        if (further.size() > MAX_FURTHER_NAMES) {
            throw Problem.badRequest("name", "more than " + MAX_FURTHER_NAMES + " further names");
        }
        List<CertificateName> names =
                further.stream().map(CertificateName::parse).toList();
        try {
            String request = edge.requests()
                    .make(local, names, keyKind(key), replace)
                    .orElseThrow(() -> Problem.conflict(
                            "a request for " + local + " waits for its certificate: GET /certificates/" + local
                                    + "/request shows it, replace=true gives it up with its key",
                            null));
            return Response.created(URI.create("/certificates/" + local + "/request"))
                    .entity(request)
                    .build();
        } catch (IOException e) {
            throw notKept(e);
        }
    }

    private static KeyKind keyKind(@Nullable String key) {
        try {
            return key == null ? KeyKind.EC : KeyKind.valueOf(key);
        } catch (IllegalArgumentException e) {
            throw Problem.badRequest("key", "\"" + key + "\" is neither EC nor RSA");
        }
    }

    @GET
    @Path("/{domain}/request")
    @Produces(PEM)
    @Operation(summary = "The request that waits for its certificate, as PEM")
    public String request(@PathParam("domain") String domain) {
        Domain local = Domain.parse(domain);
        try {
            return edge.requests().find(local).orElseThrow(() -> Problem.notFound("certificate request for " + local));
        } catch (IOException e) {
            throw notKept(e);
        }
    }

    @PUT
    @Path("/{domain}")
    @Consumes(PKCS12)
    @Operation(
            summary = "Import chain and key as PKCS#12",
            description = "The password comes in the header X-Certificate-Password.")
    public CertificateView importPkcs12(
            @PathParam("domain") String domain,
            @HeaderParam("X-Certificate-Password") @Nullable String password,
            byte[] content) {
        Domain local = Domain.parse(domain);
        if (password == null) {
            throw Problem.badRequest("X-Certificate-Password", "the header is missing; send it empty for no password");
        }
        try {
            return activate(local, Pem.pkcs12(content, password));
        } catch (Pem.Unreadable e) {
            throw Problem.badRequest("certificate", String.valueOf(e.getMessage()));
        }
    }

    @POST
    @Path("/{domain}/development")
    @Operation(
            summary = "Make a certificate of the development authority",
            description = "For tests and demonstrations: partners must trust GET /authorities/development.")
    @APIResponseSchema(value = CertificateView.class, responseCode = "201")
    public Response development(@PathParam("domain") String domain) {
        Domain local = Domain.parse(domain);
        try {
            CertificateView view = activate(local, edge.development().issue(local));
            return Response.created(URI.create("/certificates/" + local))
                    .entity(view)
                    .build();
        } catch (IOException e) {
            throw notKept(e);
        }
    }

    private CertificateView activate(Domain domain, Credential credential) {
        try {
            return switch (edge.certificates().put(domain, credential)) {
                case CertificateStore.Import.Activated(var activated) -> {
                    edge.requests().answered(domain, activated);
                    edge.announce(domain, activated);
                    LOG.infof("certificate in use local=%s notAfter=%s", domain, activated.notAfter());
                    yield CertificateView.of(domain, activated, Instant.now());
                }
                case CertificateStore.Import.Refused(var flaws) ->
                    throw Problem.invalid(
                            "the certificate cannot be used for " + domain + "; nothing was changed",
                            flaws.stream()
                                    .map(flaw -> new Problem.FieldError(null, field(flaw), flaw.reason()))
                                    .toList());
            };
        } catch (IOException e) {
            throw notKept(e);
        }
    }

    static Problem notKept(IOException e) {
        LOG.errorf("data folder not writable error=%s", e.getMessage());
        return Problem.unavailable(
                "nothing was changed: " + e.getMessage() + "; make room in rehome.data, or make it writable");
    }

    private static String field(Flaw flaw) {
        return switch (flaw) {
            case Flaw.KeyMismatch mismatch -> "key";
            case Flaw.UnsupportedKey unsupported -> "key";
            case Flaw.BrokenChain broken -> "chain";
            case Flaw.NamesDoNotCover names -> "names";
            case Flaw.Expired expired -> "notAfter";
            case Flaw.NotYetValid notYet -> "notBefore";
        };
    }

    @GET
    @Operation(summary = "The certificates in use")
    public Page<CertificateView> all(
            @QueryParam("after") @Nullable String after, @QueryParam("limit") @Nullable Integer limit) {
        List<CertificateView> views = edge.certificates().all().entrySet().stream()
                .map(each -> CertificateView.of(each.getKey(), each.getValue(), Instant.now()))
                .toList();
        return Pages.of(views, CertificateView::domain, after, limit);
    }

    @GET
    @Path("/{domain}")
    @Operation(summary = "The certificate in use for a domain")
    public CertificateView one(@PathParam("domain") String domain) {
        Domain local = Domain.parse(domain);
        Credential credential = edge.certificates().all().get(local);
        if (credential == null) {
            throw Problem.notFound("certificate for " + local);
        }
        return CertificateView.of(local, credential, Instant.now());
    }
}
