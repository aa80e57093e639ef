/*
 * Words of grammar, abbreviations and number words of the languages.  The
 * lists were written down for this program; they need not be complete, since
 * learned counts take over as stories arrive.
 */
#include "lang.h"

/* clang-format off */
const struct lang_words lang_words[LANG_COUNT] = {
[LANG_NONE] = {"", NULL, LANG_SCRIPT_OTHER, "", "", "", ""},
[LANG_EN] = {"en", "english", LANG_SCRIPT_LATIN,
 "the a an and or but nor so yet of in on at by for from to with without into onto over under about after before"
 " between through during against among within along across behind beyond despite until upon off out up down as than"
 " that this these those there here it its itself he him his himself she her hers herself they them their themselves"
 " we us our ours you your yours i me my mine who whom whose which what when where why how is are was were be been"
 " being am has have had having do does did doing done will would shall should can could may might must not no none"
 " never also only just even still more most much many few less least some any all each every both either neither"
 " other another such same own very too then now again once if because while although though since whether however"
 " one ones said says say saying told tell according added mr mrs ms dr per cent percent made make get got go going"
 " new first last year years day days week time people way well back like one dont didnt doesnt isnt wasnt wont"
 " cant couldnt wouldnt hasnt havent hadnt arent werent im ive youre theyre were its hes shes thats theres",
 "mr mrs ms dr prof st sen rep gov gen col lt capt sgt maj cmdr adm rev hon jr sr inc ltd co corp vs etc no nos"
 " vol jan feb mar apr jun jul aug sep sept oct nov dec mon tue wed thu fri sat sun ave blvd rd dept est approx"
 " p pp fig al eg ie cf det insp supt messrs mt ft gmbh",
 "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august"
 " september october november december mon tue tues wed thu thur thurs fri sat sun jan feb mar apr jun jul aug sep sept oct"
 " nov dec",
 "two 2 three 3 four 4 five 5 six 6 seven 7 eight 8 nine 9 ten 10 eleven 11 twelve 12 thirteen 13 fourteen 14"
 " fifteen 15 sixteen 16 seventeen 17 eighteen 18 nineteen 19 twenty 20 thirty 30 forty 40 fifty 50 sixty 60"
 " seventy 70 eighty 80 ninety 90 hundred *100 thousand *1000 million *1000000 billion *1000000000"
 " trillion *1000000000000 bn *1000000000 mn *1000000 tn *1000000000000"},
[LANG_DE] = {"de", "german", LANG_SCRIPT_LATIN,
 "der die das den dem des ein eine einen einem einer eines und oder aber denn sondern doch in im an am auf aus bei"
 " beim mit nach von vom zu zum zur für gegen ohne um durch über unter vor hinter neben zwischen während wegen trotz"
 " seit bis ab als wie wenn dass weil ob obwohl damit ich du er sie es wir ihr mich mir dich dir ihn ihm ihnen uns"
 " euch sich mein dein sein seine seinen seinem seiner seines ihre ihren ihrem ihrer unser dieser diese dieses diesem"
 " diesen jener jene jede jeder jedes alle allem allen aller alles viele viel mehr weniger wenig einige manche kein"
 " keine keinen keinem keiner nicht nichts nie auch nur noch schon sehr so dann da dort hier nun jetzt immer wieder"
 " ist sind war waren bin bist sei seien wäre wären wurde wurden wird werden worden werde würde würden hat haben"
 " hatte hatten habe hätte hätten kann können konnte konnten könnte soll sollen sollte sollten muss müssen musste"
 " will wollen wollte darf dürfen mag was wer wo wann warum welche welcher welches man selbst sagte sagt sagten"
 " laut demnach zudem jedoch rund etwa jahr jahre jahren uhr prozent neue neuen erste ersten",
 "dr prof hr fr st nr str bzw ca usw etc inkl zzgl jan feb mär apr jun jul aug sep sept okt nov dez mio mrd tsd"
 " abs art evtl ggf geb gest ing max min ehem vgl sog allg",
 "montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag januar jänner februar märz april mai juni"
 " juli august september oktober november dezember",
 "zwei 2 drei 3 vier 4 fünf 5 sechs 6 sieben 7 acht 8 neun 9 zehn 10 elf 11 zwölf 12 dreizehn 13 vierzehn 14"
 " fünfzehn 15 sechzehn 16 siebzehn 17 achtzehn 18 neunzehn 19 zwanzig 20 dreissig 30 vierzig 40 fünfzig 50"
 " sechzig 60 siebzig 70 achtzig 80 neunzig 90 hundert *100 tausend *1000 million *1000000 millionen *1000000"
 " mio *1000000 milliarde *1000000000 milliarden *1000000000 mrd *1000000000 billionen *1000000000000"},
[LANG_FR] = {"fr", "french", LANG_SCRIPT_LATIN,
 "le la les l un une des du de d au aux à en dans sur sous par pour avec sans chez vers entre contre depuis pendant"
 " avant après dès jusque et ou où mais donc or ni car que qu qui quoi dont lequel laquelle lesquels si comme lorsque"
 " quand parce ainsi alors je tu il elle on nous vous ils elles me m te t se s lui leur leurs y ce c cet cette ces"
 " cela ça celui celle ceux celles mon ma mes ton ta tes son sa ses notre nos votre vos ne n pas plus moins non très"
 " trop peu aussi encore même tout toute tous toutes autre autres aucun aucune chaque plusieurs quelques est sont"
 " était étaient été être sera seront serait soit fut a ont avait avaient avoir aura auront aurait ai as eu fait"
 " faire peut peuvent pourrait doit doivent va vont j selon déjà ici là bien dit déclaré expliqué affirmé indiqué"
 " h ans an année années jour jours deux premier première nouveau nouvelle",
 "m mm mme mlle dr st ste av bd etc cf p pp no art janv févr juil sept oct nov déc env",
 "lundi mardi mercredi jeudi vendredi samedi dimanche janvier février mars avril mai juin juillet août septembre"
 " octobre novembre décembre",
 "deux 2 trois 3 quatre 4 cinq 5 six 6 sept 7 huit 8 neuf 9 dix 10 onze 11 douze 12 treize 13 quatorze 14"
 " quinze 15 seize 16 vingt 20 vingts 20 trente 30 quarante 40 cinquante 50 soixante 60 cent 100 cents *100"
 " mille *1000 million *1000000 millions *1000000 milliard *1000000000 milliards *1000000000"},
[LANG_ES] = {"es", "spanish", LANG_SCRIPT_LATIN,
 "el la los las un una unos unas lo al del de a en con sin por para según sobre entre desde hasta hacia contra bajo"
 " tras durante ante y e o u ni pero sino mas que quien quienes cual cuales cuyo cuya donde cuando como porque si"
 " aunque mientras pues yo tú él ella ello nosotros ustedes ellos ellas me te se le les nos su sus mi mis tu tus"
 " nuestro nuestra este esta estos estas ese esa esos esas aquel aquella esto eso no sí nunca también tampoco ya aún"
 " todavía más menos muy mucho mucha muchos muchas poco poca pocos otro otra otros otras todo toda todos todas cada"
 " mismo misma algún alguna algunos algunas ningún ninguna tan tanto así es son era eran fue fueron ser sido será"
 " serán sería siendo está están estaba estaban estar ha han había habían haber hay hubo habrá he hace hacer hizo"
 " puede pueden podría debe deben va van tiene tienen tenía tener dijo dice señaló explicó indicó aseguró informó"
 " año años día días primer primera nuevo nueva vez",
 "sr sra srta dr dra ud uds av avda núm art etc pág ee uu ene feb mar abr may jun jul ago sept oct nov dic aprox",
 "lunes martes miércoles jueves viernes sábado domingo enero febrero marzo abril mayo junio julio agosto"
 " septiembre setiembre octubre noviembre diciembre",
 "dos 2 tres 3 cuatro 4 cinco 5 seis 6 siete 7 ocho 8 nueve 9 diez 10 once 11 doce 12 trece 13 catorce 14"
 " quince 15 dieciséis 16 diecisiete 17 dieciocho 18 diecinueve 19 veinte 20 veintiún 21 veintiuno 21"
 " veintidós 22 veintitrés 23 veinticuatro 24 veinticinco 25 treinta 30 cuarenta 40 cincuenta 50 sesenta 60"
 " veintiséis 26 veintisiete 27 veintiocho 28 veintinueve 29 doscientos 200 doscientas 200 trescientos 300"
 " trescientas 300 cuatrocientos 400 cuatrocientas 400 quinientos 500 quinientas 500 seiscientos 600"
 " seiscientas 600 setecientos 700 setecientas 700 ochocientos 800 ochocientas 800 novecientos 900"
 " novecientas 900 setenta 70 ochenta 80 noventa 90 cien 100 ciento 100 mil *1000 millón *1000000 millones *1000000"},
[LANG_PT] = {"pt", "portuguese", LANG_SCRIPT_LATIN,
 "o a os as um uma uns umas ao aos à às do da dos das no na nos nas num numa pelo pela pelos pelas de em com sem por"
 " para segundo sobre entre desde até contra sob após durante ante e ou nem mas que quem qual quais cujo cuja onde"
 " quando como porque se embora enquanto pois eu tu ele ela nós vós eles elas me te lhe lhes nos seu sua seus suas"
 " meu minha nosso nossa este esta estes estas esse essa esses essas isto isso aquele aquela aquilo não sim nunca"
 " também já ainda mais menos muito muita muitos muitas pouco pouca outro outra outros outras todo toda todos todas"
 " cada mesmo mesma algum alguma alguns algumas nenhum nenhuma tão tanto assim é são era eram foi foram ser sido"
 " será serão seria sendo está estão estava estavam estar há havia tem têm tinha tinham ter teve terá pode podem"
 " poderia deve devem vai vão faz fazer fez disse afirmou explicou segundo ano anos dia dias primeiro primeira"
 " novo nova vez",
 "sr sra dr dra prof av núm art etc pág jan fev mar abr mai jun jul ago set out nov dez aprox",
 "segunda-feira segunda terça quarta quinta sexta feira sábado domingo janeiro fevereiro março abril maio junho"
 " julho agosto setembro outubro novembro dezembro",
 "dois 2 duas 2 três 3 quatro 4 cinco 5 seis 6 sete 7 oito 8 nove 9 dez 10 onze 11 doze 12 treze 13 catorze 14"
 " quatorze 14 quinze 15 dezesseis 16 dezasseis 16 dezessete 17 dezassete 17 dezoito 18 dezenove 19 dezanove 19"
 " duzentos 200 duzentas 200 trezentos 300 trezentas 300 quatrocentos 400 quatrocentas 400 quinhentos 500"
 " quinhentas 500 seiscentos 600 seiscentas 600 setecentos 700 setecentas 700 oitocentos 800 oitocentas 800"
 " novecentos 900 novecentas 900 vinte 20 trinta 30 quarenta 40 cinquenta 50 sessenta 60 setenta 70 oitenta 80 noventa 90 cem 100 cento 100"
 " mil *1000 milhão *1000000 milhões *1000000 bilhão *1000000000 bilhões *1000000000"},
[LANG_IT] = {"it", "italian", LANG_SCRIPT_LATIN,
 "il lo la i gli le l un uno una di a da in con su per tra fra del dello della dei degli delle al allo alla ai agli"
 " alle dal dallo dalla dai dagli dalle nel nello nella nei negli nelle sul sullo sulla sui sugli sulle dell all"
 " dall nell sull d e ed o ma né anche se che chi cui quale quali dove quando come perché mentre sebbene io tu lui"
 " lei noi voi loro mi ti si ci vi me te lo li ne suo sua suoi sue mio mia nostro nostra questo questa questi queste"
 " quello quella quelli quelle ciò non no sì mai già ancora più meno molto molta molti molte poco altri altre altro"
 " altra tutto tutta tutti tutte ogni stesso stessa alcuni alcune nessuno così tanto è sono era erano fu furono"
 " essere stato stata stati state sarà saranno sarebbe sia ha hanno aveva avevano avere avrà ho può possono potrebbe"
 " deve devono va vanno fa fare fatto ha detto spiegato secondo dopo prima durante contro verso senza presso anni"
 " anno giorno giorni primo nuova nuovo",
 "sig sigg dott prof on avv ing art ecc pag gen feb mar apr mag giu lug ago set ott nov dic n",
 "lunedì martedì mercoledì giovedì venerdì sabato domenica gennaio febbraio marzo aprile maggio giugno luglio"
 " agosto settembre ottobre novembre dicembre ieri oggi domani",
 "due 2 tre 3 quattro 4 cinque 5 sei 6 sette 7 otto 8 nove 9 dieci 10 undici 11 dodici 12 tredici 13"
 " quattordici 14 quindici 15 sedici 16 diciassette 17 diciotto 18 diciannove 19 venti 20 ventuno 21 ventidue 22"
 " ventitré 23 ventiquattro 24 venticinque 25 trenta 30 quaranta 40 cinquanta 50 sessanta 60 settanta 70"
 " vent 20 trent 30 quarant 40 cinquant 50 sessant 60 settant 70 ottant 80 novant 90"
 " ottanta 80 novanta 90 cento 100 mille *1000 mila *1000 milione *1000000 milioni *1000000"
 " miliardo *1000000000 miliardi *1000000000"},
[LANG_RU] = {"ru", "russian", LANG_SCRIPT_CYRILLIC,
 "и в во на с со к ко о об обо от до из изо у за по под над при про для без через между перед после около а но или"
 " да ни не нет что чтобы как так когда если хотя потому поэтому где куда откуда кто который которая которое которые"
 " которого которой которых которым которому чем чего чему этот эта это эти этого этой этих этом этим тот та те того"
 " той тех том тем я ты он она оно мы вы они меня мне тебя его ему ее ей нас нам вас вам их им ими него нее них ней"
 " себя себе свой своя свое свои своего своей своих свою мой твой наш ваш весь вся все всех всем всего сам сама сами"
 " же ли бы уже еще только лишь тоже также более менее очень был была было были быть будет будут есть можно нужно"
 " может могут мог сказал сказала сообщил сообщила заявил заявила отметил добавил словам данным год года году лет"
 " день дней раз там тут здесь теперь один одна одно два двух",
 "г гг ул д стр см руб коп тыс млн млрд т п им проф акад св др пр обл р",
 "понедельник понедельника вторник вторника среда среду среды четверг четверга пятница пятницу пятницы суббота"
 " субботу субботы воскресенье воскресенья январь января февраль февраля март марта апрель апреля май мая июнь"
 " июня июль июля август августа сентябрь сентября октябрь октября ноябрь ноября декабрь декабря январе феврале"
 " марте апреле мае июне июле августе сентябре октябре ноябре декабре",
 "два 2 две 2 двух 2 двое 2 три 3 трех 3 трое 3 четыре 4 четырех 4 четверо 4 пять 5 пяти 5 шесть 6 шести 6 семь 7"
 " семи 7 восемь 8 восьми 8 девять 9 девяти 9 десять 10 десяти 10 одиннадцать 11 двенадцать 12 тринадцать 13"
 " четырнадцать 14 пятнадцать 15 шестнадцать 16 семнадцать 17 восемнадцать 18 девятнадцать 19 двадцать 20"
 " двадцати 20 тридцать 30 тридцати 30 сорок 40 сорока 40 пятьдесят 50 пятидесяти 50 шестьдесят 60 семьдесят 70 восемьдесят 80 девяносто 90 сто 100 ста 100"
 " двести 200 триста 300 четыреста 400 пятьсот 500 шестьсот 600 семьсот 700 восемьсот 800 девятьсот 900"
 " двухсот 200 трехсот 300 четырехсот 400 пятисот 500 шестисот 600 семисот 700 восьмисот 800 девятисот 900"
 " одиннадцати 11 двенадцати 12 тринадцати 13 четырнадцати 14 пятнадцати 15 шестнадцати 16 семнадцати 17"
 " восемнадцати 18 девятнадцати 19 шестидесяти 60 семидесяти 70 восьмидесяти 80 девяноста 90"
 " двумя 2 тремя 3 четырьмя 4 пятью 5 шестью 6 двоих 2 троих 3 пятеро 5 шестеро 6 семеро 7 девятерых 9"
 " тысячу *1000 тысяча *1000 тысячи *1000 тысяч *1000 тыс *1000 миллион *1000000 миллиона *1000000 миллионов *1000000"
 " млн *1000000 миллиард *1000000000 миллиарда *1000000000 миллиардов *1000000000 млрд *1000000000"},
[LANG_UK] = {"uk", NULL, LANG_SCRIPT_CYRILLIC,
 "і й та в у на з із зі до о об від для без через між перед після біля за по під над при про а але або чи ні не що"
 " щоб як так коли якщо хоча тому де куди звідки хто який яка яке які якого якої яких яким якому чим чого цей ця це"
 " ці цього цієї цих цьому цим той та те ті того тієї тих тому тим я ти він вона воно ми ви вони мене мені тебе його"
 " йому її їй нас нам вас вам їх їм ними нього неї них себе собі свій своя своє свої свого своєї своїх свою мій твій"
 " наш ваш весь вся все всі усі всіх всім всього сам сама самі же ж б би вже ще лише тільки також теж більше менше"
 " дуже був була було були бути буде будуть є можна треба може можуть міг сказав сказала повідомив повідомила заявив"
 " заявила зазначив додав словами даними рік року році років день днів раз там тут тепер один одна одне",
 "р рр вул д стор див грн коп тис млн млрд т п ім проф акад св др обл м",
 "понеділок понеділка вівторок вівторка середа середу середи четвер четверга пятниця пятницю пятниці субота"
 " суботу суботи неділя неділю неділі січень січня лютий лютого березень березня квітень квітня травень травня"
 " червень червня липень липня серпень серпня вересень вересня жовтень жовтня листопад листопада грудень грудня"
 " січні лютому березні квітні травні червні липні серпні вересні жовтні листопаді грудні",
 "два 2 дві 2 двох 2 двоє 2 три 3 трьох 3 троє 3 чотири 4 чотирьох 4 четверо 4 пять 5 пяти 5 шість 6 шести 6"
 " сім 7 семи 7 вісім 8 восьми 8 девять 9 девяти 9 десять 10 десяти 10 одинадцять 11 дванадцять 12 тринадцять 13"
 " чотирнадцять 14 пятнадцять 15 шістнадцять 16 сімнадцять 17 вісімнадцять 18 девятнадцять 19 двадцять 20"
 " тридцять 30 тридцяти 30 двадцяти 20 сорок 40 сорока 40 пятдесят 50 шістдесят 60 сімдесят 70 вісімдесят 80 девяносто 90 сто 100 ста 100 двісті 200"
 " триста 300 чотириста 400 пятсот 500 шістсот 600 сімсот 700 вісімсот 800 девятсот 900 двома 2 трьома 3 пятьма 5"
 " двохсот 200 трьохсот 300 чотирьохсот 400 пятисот 500 шестисот 600 семисот 700 восьмисот 800 девятисот 900"
 " одинадцяти 11 дванадцяти 12 тринадцяти 13 чотирнадцяти 14 пятнадцяти 15 шістнадцяти 16 сімнадцяти 17"
 " вісімнадцяти 18 девятнадцяти 19 пятдесяти 50 шістдесяти 60 вісімдесяти 80"
 " девяноста 90"
 " сімдесяти 70 трьомастами 300 тисячу *1000 тисяча *1000"
 " тисячі *1000 тисяч *1000 тис *1000 мільйон *1000000 мільйона *1000000 мільйони *1000000 мільйонів *1000000 млн *1000000"
 " мільярд *1000000000 мільярда *1000000000 мільярди *1000000000 мільярдів *1000000000 млрд *1000000000"},
[LANG_AR] = {"ar", "arabic", LANG_SCRIPT_ARABIC,
 "في من على إلى عن مع بين حتى منذ خلال بعد قبل عند لدى ضد حول تحت فوق دون بدون غير و أو أم ثم لكن بل لا لم لن ما"
 " ليس ليست إن أن إذا لو كما كان كانت كانوا يكون تكون يكن قد لقد هو هي هم هن نحن أنا أنت هذا هذه ذلك تلك هؤلاء"
 " الذي التي الذين اللذين كل بعض أي أحد إحدى كما حيث حين عندما بينما لأن كي وقد وقال قال قالت وقالت أضاف وأضاف"
 " أكد وأكد أوضح وأوضح أشار وأشار إنه إنها أنه أنها به بها له لها لهم فيه فيها منه منها عليه عليها إليه إليها"
 " وهو وهي وفي ومن وعلى وإلى ولا ولم وكان وكانت عام العام يوم اليوم أمس سنة سنوات أكثر أقل جدا أيضا فقط",
 "د أ م",
 "الأحد الاثنين الإثنين الثلاثاء الأربعاء الخميس الجمعة السبت يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس"
 " سبتمبر أكتوبر نوفمبر ديسمبر كانون شباط آذار نيسان أيار حزيران تموز آب أيلول تشرين",
 "اثنان 2 اثنين 2 ثلاثة 3 ثلاث 3 أربعة 4 أربع 4 خمسة 5 خمس 5 ستة 6 ست 6 سبعة 7 سبع 7 ثمانية 8 ثماني 8 تسعة 9"
 " تسع 9 عشرة 10 عشر 10 عشرون 20 عشرين 20 ثلاثون 30 ثلاثين 30 أربعون 40 أربعين 40 خمسون 50 خمسين 50 ستون 60 ستين 60"
 " مئتان 200 مئتين 200 مئتي 200 مئتا 200 مائتان 200 مائتين 200 مائتي 200 ألفان 2000 ألفين 2000 ألفي 2000"
 " ثلاثمئة 300 ثلاثمائة 300 أربعمئة 400 أربعمائة 400 خمسمئة 500 خمسمائة 500 ستمئة 600 ستمائة 600 سبعمئة 700"
 " سبعمائة 700 ثمانمئة 800 ثمانمائة 800 تسعمئة 900 تسعمائة 900 مليونان 2000000 مليونين 2000000 مليوني 2000000"
 " سبعون 70 سبعين 70 ثمانون 80 ثمانين 80 تسعون 90 تسعين 90 مئة *100 مائة *100 ألف *1000 آلاف *1000 مليون *1000000 ملايين *1000000"
 " مليار *1000000000 مليارات *1000000000"},
[LANG_ZH] = {"zh", NULL, LANG_SCRIPT_HAN, "", "", "", ""},
[LANG_JA] = {"ja", NULL, LANG_SCRIPT_KANA, "", "", "", ""},
};
/* clang-format on */
