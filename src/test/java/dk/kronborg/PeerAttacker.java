package dk.kronborg;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dk.kronborg.kms.block.CanonicalForm;
import dk.kronborg.kms.block.PoolId;
import dk.kronborg.kms.epoch.EpochProposal;
import dk.kronborg.testbed.network.Interceptor;
import dk.kronborg.testbed.network.Interceptor.Onward;
import dk.kronborg.testbed.network.Interceptor.Reply;
import dk.kronborg.testbed.network.Interceptor.Request;
import dk.kronborg.topology.identity.KmeId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.stream.StreamSupport;

/**
 * Speaks as every KME to every other one, by stolen TLS keys, without their identity keys. From the first word on it weakens
 * whatever two of them say of epochs; what the others say it passes on and writes down, until it is told to attack that,
 * too.
 */
final class PeerAttacker implements Interceptor.Attack {

    static final String STRONG = "mlkem1024+ecdh-p384/1";
    static final String WEAK = "mlkem768+x25519/1";

    private static final String EPOCHS = "/peer/v1/epochs";
    private static final String CLAIMS = "/peer/v1/claims";
    private static final String OFFERS = "/peer/v1/offers";
    private static final String UNKNOWN = "none+none/1";

    /**
     * Something it tried.
     *
     * @param seenBy the KME that should have seen it
     * @param answer what it was answered, or {@code NONE} if it was itself an answer
     */
    record Attempt(String what, KmeId seenBy, String answer) {}

    /** What was said of one epoch. */
    record Exchange(Request proposal, Reply acceptance, UUID epoch) {}

    private record Change(String what, BiConsumer<Request, ObjectNode> how) {}

    private final Set<KmeId> weakened;
    private final KeyPair own = keyPair();
    private final List<Attempt> attempts = new CopyOnWriteArrayList<>();
    private final List<Exchange> exchanges = new CopyOnWriteArrayList<>();
    private final Set<UUID> tampered = ConcurrentHashMap.newKeySet();
    private final AtomicInteger answers = new AtomicInteger();
    private final Queue<Change> offersToChange = new ConcurrentLinkedQueue<>();
    private volatile boolean replaying;
    private volatile boolean hiding;

    private static final List<Change> PROPOSALS = List.of(
            new Change("the weaker suite is chosen", (request, proposal) -> proposal.put("suite", WEAK)),
            new Change("the better suite is left out of a proposal", (request, proposal) -> {
                suites(proposal, WEAK);
                proposal.put("suite", WEAK);
            }),
            new Change("an unknown suite is proposed", (request, proposal) -> {
                suites(proposal, UNKNOWN);
                proposal.put("suite", UNKNOWN);
            }));

    private static final List<Change> ANSWERS = List.of(
            new Change("the answer is of the weaker suite", (request, answer) -> answer.put("suite", WEAK)),
            new Change("the better suite is left out of an answer", (request, answer) -> {
                suites(answer, WEAK);
                answer.put("suite", WEAK);
            }),
            new Change("the answer is of an unknown suite", (request, answer) -> answer.put("suite", UNKNOWN)),
            new Change("the answer says that only the weaker suite is enabled", (request, answer) -> {
                ObjectNode refusal = answer.objectNode();
                refusal.put("verdict", "refused").put("reason", "SUITE").put("detail", "not enabled here");
                refusal.set("identity_key", answer.get("identity_key"));
                refusal.set("signature", answer.get("signature"));
                suites(refusal, WEAK);
                answer.removeAll().setAll(refusal);
            }));

    /** Weakens the epochs of those two KMEs from the beginning. */
    PeerAttacker(Set<KmeId> weakened) {
        this.weakened = Set.copyOf(weakened);
    }

    /** All that it has tried so far. */
    List<Attempt> attempts() {
        return List.copyOf(attempts);
    }

    /** The epochs that came about under its eyes, the oldest first. */
    List<Exchange> exchanges() {
        return List.copyOf(exchanges);
    }

    /** Blocks that it has changed something about while they were offered. */
    Set<UUID> tampered() {
        return Set.copyOf(tampered);
    }

    /** What is proposed and answered from now on, it puts old words in place of. */
    void replay(boolean begin) {
        replaying = begin;
    }

    /** From now on it hides which epochs the to end has. */
    void hideEpochs(boolean begin) {
        hiding = begin;
    }

    /** Whether it still has offers to change. */
    boolean isBusy() {
        return !offersToChange.isEmpty();
    }

    /** The next offers with a second secret it changes, each in another way. */
    void changeOffers() {
        offersToChange.add(new Change(
                "the second secret is left out",
                (request, offer) -> second(offer).removeAll()));
        offersToChange.add(new Change(
                "the second secret is of a weaker suite",
                (request, offer) -> ((ObjectNode) second(offer).get(0)).put("suite", WEAK)));
        offersToChange.add(new Change(
                "the second secret is of another epoch",
                (request, offer) -> ((ObjectNode) second(offer).get(0))
                        .put("epoch", UUID.randomUUID().toString())));
    }

    @Override
    public Reply answer(Request request, Onward onward) throws IOException {
        return switch (request.path()) {
            case EPOCHS -> {
                if (weakened.containsAll(Set.of(request.from(), request.to()))) {
                    yield weaken(request, onward);
                }
                yield replaying && oldest(request).isPresent()
                        ? replay(request, oldest(request).get(), onward)
                        : writeDown(request, onward.send(request));
            }
            case CLAIMS -> hideEpochs(request, onward.send(request));
            case OFFERS -> changeOffers(request, onward);
            default -> onward.send(request);
        };
    }

    private Reply writeDown(Request request, Reply reply) {
        JsonNode answer = CentreApi.parse(reply.body());
        if (answer.path("verdict").asText().equals("accepted")) {
            exchanges.add(new Exchange(
                    request, reply, UUID.fromString(answer.path("epoch").asText())));
        }
        return reply;
    }

    private Optional<Exchange> oldest(Request request) {
        return exchanges.stream()
                .filter(exchange -> exchange.proposal().from().equals(request.from())
                        && exchange.proposal().to().equals(request.to()))
                .findFirst();
    }

    /** The old proposal in place of the new one, the new one to its own author and to another pair, and the old answer. */
    private Reply replay(Request proposal, Exchange old, Onward onward) throws IOException {
        if (weakened.contains(proposal.from())) {
            for (KmeId other : weakened) {
                if (!other.equals(proposal.from())) {
                    Request elsewhere = new Request(proposal.from(), other, EPOCHS, proposal.body());
                    tried("another pair's proposal", elsewhere, onward);
                }
            }
        }
        tried("an old proposal", old.proposal(), onward);
        tried("one's own proposal", new Request(proposal.to(), proposal.from(), EPOCHS, proposal.body()), onward);
        attempts.add(new Attempt("an old answer", proposal.from(), "NONE"));
        return old.acceptance();
    }

    private Reply weaken(Request genuine, Onward onward) throws IOException {
        for (Change change : PROPOSALS) {
            tried(change.what, changed(genuine, change), onward);
        }
        tried("a proposal that is signed by a key of its own", signed(genuine), onward);
        Reply reply = onward.send(genuine);
        ObjectNode answer = (ObjectNode) CentreApi.parse(reply.body());
        if (!answer.path("verdict").asText().equals("accepted")) {
            return reply;
        }
        // Private keys serve for one answer, so each attempt of theirs is good for one of these.
        int turn = answers.getAndIncrement() % (ANSWERS.size() + 1);
        if (turn == ANSWERS.size()) {
            attempts.add(new Attempt("an answer that is signed by a key of its own", genuine.from(), "NONE"));
            return new Reply(reply.status(), signed(genuine, answer).toString());
        }
        Change change = ANSWERS.get(turn);
        change.how.accept(genuine, answer);
        attempts.add(new Attempt(change.what, genuine.from(), "NONE"));
        return new Reply(reply.status(), answer.toString());
    }

    /** How many kinds of answers it puts in place of good ones. */
    static int kindsOfAnswers() {
        return ANSWERS.size() + 1;
    }

    private void tried(String what, Request forged, Onward onward) throws IOException {
        Reply reply = onward.send(forged);
        if (reply.status() == 404) {
            // The two have not met yet: nobody looked at it.
            return;
        }
        JsonNode answer = CentreApi.parse(reply.body());
        String verdict = answer.path("verdict").asText("HTTP " + reply.status());
        attempts.add(new Attempt(
                what,
                forged.to(),
                verdict.equals("refused") ? answer.path("reason").asText() : verdict));
    }

    private Reply hideEpochs(Request request, Reply reply) {
        if (!hiding || !isQuantum(request) || reply.status() != 200) {
            return reply;
        }
        ObjectNode claims = (ObjectNode) CentreApi.parse(reply.body());
        claims.putArray("epochs");
        return new Reply(reply.status(), claims.toString());
    }

    private Reply changeOffers(Request request, Onward onward) throws IOException {
        ObjectNode offers = (ObjectNode) CentreApi.parse(request.body());
        List<JsonNode> withSecond = StreamSupport.stream(offers.path("offers").spliterator(), false)
                .filter(offer -> !offer.path("second_from").isEmpty())
                .toList();
        Change change = isQuantum(request) && !withSecond.isEmpty() ? offersToChange.poll() : null;
        if (change == null) {
            return onward.send(request);
        }
        for (JsonNode offer : withSecond) {
            change.how.accept(request, (ObjectNode) offer);
            tampered.add(UUID.fromString(offer.path("block").asText()));
        }
        Reply reply = onward.send(request.with(offers.toString()));
        for (JsonNode answer : CentreApi.parse(reply.body()).path("answers")) {
            attempts.add(new Attempt(
                    change.what, request.to(), answer.path("verdict").asText()));
        }
        return reply;
    }

    private boolean isQuantum(Request request) {
        return !weakened.containsAll(Set.of(request.from(), request.to()))
                && CentreApi.parse(request.body()).path("origin").asText().equals("QKD");
    }

    private static Request changed(Request genuine, Change change) {
        ObjectNode body = (ObjectNode) CentreApi.parse(genuine.body());
        change.how.accept(genuine, body);
        return genuine.with(body.toString());
    }

    private static void suites(ObjectNode message, String only) {
        message.putArray("suites").add(only);
    }

    private static ArrayNode second(ObjectNode offer) {
        return (ArrayNode) offer.path("second_from");
    }

    private Request signed(Request genuine) {
        ObjectNode proposal = (ObjectNode) CentreApi.parse(genuine.body());
        proposal.put("identity_key", own.getPublic().getEncoded());
        CanonicalForm form = new CanonicalForm("kronborg/epoch-proposal/1")
                .text(genuine.from().value())
                .text(genuine.to().value())
                .uuid(uuid(proposal, "from_incarnation"))
                .uuid(uuid(proposal, "to_incarnation"))
                .flag(!proposal.path("parent").isEmpty());
        proposal.path("parent").forEach(parent -> form.uuid(UUID.fromString(parent.asText())));
        form.integer(proposal.path("suites").size());
        proposal.path("suites").forEach(suite -> form.text(suite.asText()));
        form.text(proposal.path("suite").asText())
                .octets(octets(proposal, "nonce"))
                .octets(octets(proposal, "encapsulation_key"))
                .octets(octets(proposal, "exchange_key"))
                .integer(proposal.path("blocks").asInt())
                .integer(proposal.path("block_length").asInt())
                .octets(octets(proposal, "identity_key"));
        proposal.put("signature", sign(form.bytes()));
        return genuine.with(proposal.toString());
    }

    private ObjectNode signed(Request genuine, ObjectNode answer) {
        answer.put("identity_key", own.getPublic().getEncoded());
        CanonicalForm form = new CanonicalForm("kronborg/epoch-acceptance/1")
                .octets(proposal(genuine).digest())
                .uuid(uuid(answer, "epoch"))
                .number(answer.path("agreed_at_ms").asLong())
                .uuid(uuid(answer, "to_incarnation"))
                .integer(answer.path("suites").size());
        answer.path("suites").forEach(suite -> form.text(suite.asText()));
        form.text(answer.path("suite").asText())
                .octets(octets(answer, "nonce"))
                .octets(octets(answer, "ciphertext"))
                .octets(octets(answer, "exchange_key"))
                .integer(answer.path("blocks").asInt())
                .octets(octets(answer, "identity_key"))
                .octets(octets(answer, "confirmation"));
        return answer.put("signature", sign(form.bytes()));
    }

    private static EpochProposal proposal(Request genuine) {
        JsonNode body = CentreApi.parse(genuine.body());
        List<String> suites = new ArrayList<>();
        body.path("suites").forEach(suite -> suites.add(suite.asText()));
        return new EpochProposal(
                new PoolId(genuine.from(), genuine.to()),
                uuid(body, "from_incarnation"),
                uuid(body, "to_incarnation"),
                StreamSupport.stream(body.path("parent").spliterator(), false)
                        .map(parent -> UUID.fromString(parent.asText()))
                        .findFirst(),
                suites,
                body.path("suite").asText(),
                octets(body, "nonce"),
                octets(body, "encapsulation_key"),
                octets(body, "exchange_key"),
                body.path("blocks").asInt(),
                body.path("block_length").asInt(),
                octets(body, "identity_key"),
                octets(body, "signature"));
    }

    private static UUID uuid(JsonNode message, String member) {
        return UUID.fromString(message.path(member).asText());
    }

    private static byte[] octets(JsonNode message, String member) {
        try {
            return message.path(member).binaryValue();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static KeyPair keyPair() {
        try {
            return KeyPairGenerator.getInstance("ML-DSA-87").generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("JDK 24 and later have ML-DSA-87", e);
        }
    }

    private byte[] sign(byte[] message) {
        try {
            Signature signer = Signature.getInstance("ML-DSA-87");
            signer.initSign(own.getPrivate());
            signer.update(message);
            return signer.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("JDK 24 and later have ML-DSA-87", e);
        }
    }
}
