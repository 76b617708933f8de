package dk.kronborg.linkmonitor.json;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dk.kronborg.linkmonitor.alarm.Resource;
import dk.kronborg.linkmonitor.notification.Message;
import dk.kronborg.linkmonitor.notification.Wording;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/**
 * Alarms as a webhook gets them: one JSON document with one alarm, or with as many as a storm brings, each as it stands in
 * the topic of alarms.
 */
public final class WebhookWording implements Wording {

    private static final String SCHEMA = "kronborg.notification/1";

    /** So many are told whole; how many there are is said always. */
    private static final int MOST_LISTED = 50;

    private static final JsonMapper MAPPER = new JsonMapper();

    private record Document(String schema, UUID notification, int count, List<NewsJson> news) {}

    private record NewsJson(
            String what,
            String at,
            List<String> hit,
            @JsonRawValue String alarm) {}

    private final Function<Resource, List<String>> hit;

    /**
     * Words for the alarms of a network.
     *
     * @param hit whose keys depend on a resource
     */
    public WebhookWording(Function<Resource, List<String>> hit) {
        this.hit = hit;
    }

    @Override
    public Message of(News news) {
        return ofStorm(news.key(), List.of(news));
    }

    @Override
    public Message ofStorm(UUID key, List<News> newses) {
        List<NewsJson> told = newses.stream().limit(MOST_LISTED).map(this::json).toList();
        try {
            return new Message("", MAPPER.writeValueAsString(new Document(SCHEMA, key, newses.size(), told)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("texts, numbers and lists of them always have a JSON form", e);
        }
    }

    private NewsJson json(News news) {
        return new NewsJson(
                news.what().name(),
                news.at().toString(),
                hit.apply(news.alarm().key().resource()),
                AlarmJson.of(news.alarm(), news.change(), news.what().name()).document());
    }
}
